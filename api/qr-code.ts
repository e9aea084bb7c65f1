import makeCode from 'qrcode-generator';

/** Light modules around the code, without which readers do not find it (ISO/IEC 18004 §6.3.8). */
const QUIET = 4;
/** A seventh of the code may be lost: screens reflect. */
const CORRECTION = 'M';

/**
 * A text as a QR code in SVG: dark on light whatever is around it, one path, no script and nothing from elsewhere.
 *
 * @param text - of ASCII, such as a URL
 */
export function qrCodeSvg(text: string): string {
  const code = makeCode(0, CORRECTION);
  code.addData(text, 'Byte');
  code.make();
  const count = code.getModuleCount();
  const places = Array.from({ length: count }, (_, i) => i);
  const path = places
    .flatMap((y) => places.filter((x) => code.isDark(y, x)).map((x) => `M${x + QUIET} ${y + QUIET}h1v1h-1z`))
    .join('');
  const side = count + 2 * QUIET;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}" role="img" aria-label="QR code">` +
    `<path fill="#fff" d="M0 0h${side}v${side}H0z"/>` +
    `<path fill="#000" shape-rendering="crispEdges" d="${path}"/></svg>\n`
  );
}
