/** The Temporal CLI that everything here was tried with (server 1.31.2, UI 2.50.1); tools/temporal/go.mod names the same. */
export const TEMPORAL_CLI_VERSION = '1.8.2';

/** A release archive and the SHA-256 it must have. */
export interface Release {
  readonly url: string;
  readonly sha256: string;
}

const RELEASES = `https://github.com/temporalio/cli/releases/download/v${TEMPORAL_CLI_VERSION}`;

/**
 * SHA-256 of temporal_cli_1.8.2_<system>_<processor>.tar.gz as in the release's checksums.txt. Not read from there by
 * us but from public repositories that pin them: at least three, independent of each other and agreeing, for each.
 */
const SHA256: Readonly<Record<string, string>> = {
  linux_amd64: 'd8421bda989e6514b4bdb4d63a9012a8a05a806892e881a5aad8510496349a94',
  linux_arm64: '83600a8fac6e3da54093e5da6918d399f501532b9f1172235603f9606f4ac6e4',
  darwin_amd64: '489d7f5420cae02b559774ac23df035141954c33a51dba96f5759a0ddccdf1b6',
  darwin_arm64: 'dacdc3587682c04cf27e67c8878ca2d755230b6ad63c0c6ebddd7348ae90ed94',
};

const PROCESSORS: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };

/** The official archive for a system and processor as Node.js names them, if there is one with a known checksum. */
export function findRelease(platform: string, arch: string): Release | undefined {
  const name = `${platform}_${PROCESSORS[arch] ?? ''}`;
  const sha256 = SHA256[name];
  return sha256 ? { url: `${RELEASES}/temporal_cli_${TEMPORAL_CLI_VERSION}_${name}.tar.gz`, sha256 } : undefined;
}
