// An answer of JSON lines that arrive one by one.

/** No proxy may hold the lines back to send them together. */
export const linesResponse = (lines: ReadableStream<Uint8Array>): Response =>
  new Response(lines, {
    headers: {
      'content-type': 'application/x-ndjson',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    },
  });
