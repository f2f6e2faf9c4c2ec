// One value per process. Next compiles several copies of a module into one process: only globalThis is shared.

const registry = ((globalThis as { __pennypost?: Map<string, unknown> }).__pennypost ??= new Map<
  string,
  unknown
>());

/** Returns the process-wide value called `name`, making it with `make` on first use. */
export function once<T>(name: string, make: () => T): T {
  if (!registry.has(name)) registry.set(name, make());
  return registry.get(name) as T;
}
