// How busy this process is: memory, and how long the event loop kept others waiting.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { once } from './once';

const RESOLUTION_MS = 5;
const delays = once('event-loop', () => {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  histogram.enable();
  return histogram;
});

/** Memory (MB), and the 99th percentile (ms) by which the event loop was late since the last look. */
export function lookAtLoad(): { rssMb: number; eventLoopP99Ms: number } {
  const p99 = delays.percentile(99) / 1e6 - RESOLUTION_MS;
  delays.reset();
  return {
    rssMb: Math.round(process.memoryUsage.rss() / 1024 / 1024),
    eventLoopP99Ms: Math.max(0, Math.round(p99 * 10) / 10),
  };
}
