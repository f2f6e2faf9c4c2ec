// A small icon button of the composer: named for screen readers and by its title.
import type { LucideIcon } from 'lucide-react';
import type { ComponentProps } from 'react';

interface ToolButtonProps extends Omit<ComponentProps<'button'>, 'children'> {
  label: string;
  icon: LucideIcon;
}

/** 32 px, 44 px where fingers point. */
export function ToolButton({ label, icon: Icon, className = '', ...rest }: ToolButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      className={`inline-flex size-8 shrink-0 items-center justify-center rounded-md text-text-muted hover:bg-hover hover:text-text aria-pressed:bg-selected aria-pressed:text-accent disabled:opacity-50 pointer-coarse:size-11 ${className}`}
      {...rest}
    >
      <Icon aria-hidden="true" size={16} />
    </button>
  );
}
