// The bridge from a command's name to whoever can do it just now. The newest handler wins, so a dialog may override.
import { useEffect, useRef } from 'react';
import type { CommandId } from './keyboard';

type Handler = () => void;
const handlers = new Map<CommandId, Handler[]>();

/** True when something on screen can do the command. */
export function canRun(id: CommandId): boolean {
  return (handlers.get(id)?.length ?? 0) > 0;
}

/** Does a command; false when nobody can just now. */
export function runCommand(id: CommandId): boolean {
  const handler = handlers.get(id)?.at(-1);
  handler?.();
  return handler !== undefined;
}

/** Offers commands while the component is mounted. An undefined handler offers nothing. */
export function useCommands(offered: Partial<Record<CommandId, Handler | undefined>>): void {
  const latest = useRef(offered);
  latest.current = offered;
  const ids = Object.keys(offered)
    .filter((id) => offered[id as CommandId])
    .join(' ');
  useEffect(() => {
    const undo = ids
      .split(' ')
      .filter(Boolean)
      .map((name) => {
        const id = name as CommandId;
        const handler = () => latest.current[id]?.();
        handlers.set(id, [...(handlers.get(id) ?? []), handler]);
        return () => {
          handlers.set(
            id,
            (handlers.get(id) ?? []).filter((entry) => entry !== handler),
          );
        };
      });
    return () => {
      for (const stop of undo) stop();
    };
  }, [ids]);
}
