// Which folders the operator in: means.
import type { FolderRole } from '@/lib/contract/mail';

/** `name` is a role ('spam' says 'junk' too), a folder's name or its path, in whatever case. */
export function isFolderNamed(
  folder: { role: FolderRole | null; name: string; path: string },
  name: string,
): boolean {
  const wanted = name.toLowerCase();
  return (
    folder.role === (wanted === 'spam' ? 'junk' : wanted) ||
    folder.name.toLowerCase() === wanted ||
    folder.path.toLowerCase() === wanted
  );
}
