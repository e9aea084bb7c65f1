import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';

/** How many times as long as another body an upload may take, as long as octets keep coming: an hour for half a minute. */
const UPLOAD_FACTOR = 120;
/** How often an upload is looked at within the time that it may be silent. */
const LOOKS = 6;
/** Longest wait for what is left of a body after it has been answered, in milliseconds. */
const DRAIN_MS = 10_000;

/** What takes the limit on the body of a request off, by request. */
const lifts = new WeakMap<IncomingMessage, () => void>();

/**
 * Bounds the time in which the body of a request must be there; a connection that is slower is answered 408 and ended. Node's
 * own limit (`requestTimeout`) is one for all requests, and there are uploads that may take longer.
 *
 * @param bodyMs - longest time from the end of the headers to the end of the body, in milliseconds
 */
export function limitBodies(listener: RequestListener, bodyMs: number): RequestListener {
  return (request, response) => {
    const cut = (): void => cutOff(request, response);
    let timer = setTimeout(cut, bodyMs);
    const restart = (next: NodeJS.Timeout): void => {
      clearTimeout(timer);
      timer = next;
    };
    lifts.set(request, () => restart(watchUpload(request, cut, bodyMs)));
    response.once('close', () => {
      clearTimeout(timer);
      // What was answered early is read to its end, so that the answer finds a connection; but not for ever.
      if (!request.complete && !request.socket.destroyed) timer = setTimeout(cut, DRAIN_MS).unref();
    });
    request.once('close', () => clearTimeout(timer));
    listener(request, response);
  };
}

/** Lets the body of this request take as long as an upload may. Without effect where bodies are not limited. */
export function allowUpload(request: IncomingMessage): void {
  lifts.get(request)?.();
}

/** Ends an upload that takes too long in all, or sends nothing although we wait for it. */
function watchUpload(request: IncomingMessage, cut: () => void, bodyMs: number): NodeJS.Timeout {
  const { socket } = request;
  const end = performance.now() + bodyMs * UPLOAD_FACTOR;
  let seen = { octets: socket.bytesRead, at: performance.now() };
  const timer = setInterval(() => {
    const now = performance.now();
    // While there is something that we have not read yet, it is we who are slow.
    if (socket.bytesRead !== seen.octets || request.readableLength > 0) seen = { octets: socket.bytesRead, at: now };
    if (request.complete) clearInterval(timer);
    else if (now > end || now - seen.at > bodyMs) {
      clearInterval(timer);
      cut();
    }
  }, bodyMs / LOOKS);
  return timer;
}

function cutOff(request: IncomingMessage, response: ServerResponse): void {
  if (request.complete || request.socket.destroyed) return;
  if (!response.headersSent) request.socket.write('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n');
  request.socket.destroySoon();
}
