// The colour of an account as a dot. Decoration: the account's name stands beside it, or in a title.

const COLORS = [
  'bg-account-0',
  'bg-account-1',
  'bg-account-2',
  'bg-account-3',
  'bg-account-4',
  'bg-account-5',
  'bg-account-6',
  'bg-account-7',
];

export function AccountDot({ color, title }: { color: number; title?: string }) {
  return (
    <span
      aria-hidden="true"
      title={title}
      className={`inline-block size-2.5 shrink-0 rounded-full ${COLORS[color % COLORS.length]}`}
    />
  );
}
