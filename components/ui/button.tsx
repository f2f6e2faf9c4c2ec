// A button with words: the one main thing of a view, a usual one, or a dangerous one.
import type { ComponentProps } from 'react';

const KINDS = {
  main: 'bg-accent text-on-accent hover:bg-accent-strong',
  usual: 'border border-line bg-surface text-text hover:bg-hover',
  danger: 'border border-danger text-danger hover:bg-hover',
};

export function Button({
  kind = 'usual',
  className = '',
  ...rest
}: ComponentProps<'button'> & { kind?: keyof typeof KINDS }) {
  return (
    <button
      type="button"
      className={`inline-flex h-9 items-center justify-center gap-2 rounded-lg px-4 text-sm font-medium focus-visible:outline-offset-2 disabled:opacity-60 pointer-coarse:h-11 ${KINDS[kind]} ${className}`}
      {...rest}
    />
  );
}
