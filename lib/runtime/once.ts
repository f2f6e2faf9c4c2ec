// One value per process. Next compiles several copies of a module into one process: only globalThis is shared.

const shared = globalThis as { __pennypost?: Map<string, unknown> };
shared.__pennypost ??= new Map();
const registry = shared.__pennypost;

/** Returns the process-wide value called `name`, making it with `make` on first use. */
export function once<T>(name: string, make: () => T): T {
  if (!registry.has(name)) registry.set(name, make());
  return registry.get(name) as T;
}
