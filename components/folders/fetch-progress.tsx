// How far the first synchronization is, in numbers, with a way to let it wait.
import { t } from '@/components/messages/en';
import { useSettings } from '@/lib/client/settings';
import type { Folder } from '@/lib/contract/mail';

export function FetchProgress({ folders }: { folders: Folder[] }) {
  const behind = folders.filter(({ progress }) => progress !== null);
  const held = behind.reduce((sum, { progress }) => sum + progress!.held, 0);
  const total = Math.max(
    held,
    behind.reduce((sum, { progress }) => sum + progress!.total, 0),
    1,
  );
  const { settings, change } = useSettings();
  const isPaused = settings?.fetchPast === false;
  const text = isPaused ? t.folders.paused(held, total) : t.folders.progress(held, total);
  return (
    <div className="mt-auto p-2 text-xs text-text-muted tabular-nums md:max-lg:hidden">
      <p className="mb-1 flex items-baseline gap-2">
        <span>{text}</span>
        <button
          type="button"
          onClick={() => void change({ fetchPast: isPaused })}
          className="ml-auto rounded px-1 font-medium text-accent hover:bg-hover pointer-coarse:py-3"
        >
          {isPaused ? t.folders.resume : t.folders.pause}
        </button>
      </p>
      <progress aria-label={text} value={held} max={total} className="h-1 w-full" />
    </div>
  );
}
