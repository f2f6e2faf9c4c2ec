// A button that is only an icon: named for screen readers and by its title.
import type { LucideIcon } from 'lucide-react';
import type { ComponentProps } from 'react';

interface IconButtonProps extends Omit<ComponentProps<'button'>, 'children'> {
  label: string;
  icon: LucideIcon;
  /** Filled icons show that something is on. */
  filled?: boolean;
}

/** 32 px, 44 px where fingers point. */
export function IconButton({ label, icon: Icon, filled = false, className = '', ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      className={`inline-flex size-8 shrink-0 items-center justify-center rounded-md text-text-muted hover:bg-hover hover:text-text disabled:opacity-40 pointer-coarse:size-11 ${className}`}
      {...rest}
    >
      <Icon aria-hidden="true" size={17} strokeWidth={1.75} fill={filled ? 'currentColor' : 'none'} />
    </button>
  );
}
