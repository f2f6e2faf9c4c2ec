// A menu behind a button, by radix: arrows, type-ahead, Escape, focus back.
import { DropdownMenu } from 'radix-ui';
import type { ReactElement, ReactNode } from 'react';

interface MenuProps {
  trigger: ReactElement;
  children: ReactNode;
  align?: 'start' | 'end';
  /** Where the focus goes when the menu closes; else back to the trigger. */
  onClosed?: () => void;
}

export function Menu({ trigger, children, align = 'end', onClosed }: MenuProps) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align={align}
          sideOffset={4}
          collisionPadding={8}
          onCloseAutoFocus={(event) => {
            if (!onClosed) return;
            event.preventDefault();
            onClosed();
          }}
          className="z-40 max-h-[70vh] min-w-48 overflow-y-auto rounded-lg border border-line bg-surface-raised p-1 text-sm shadow-lg"
        >
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

const ITEM =
  'flex w-full items-center gap-2 rounded-md px-2.5 py-1.5 outline-none data-highlighted:bg-hover pointer-coarse:py-2.5';

export function MenuItem({
  onSelect,
  children,
  danger = false,
}: {
  onSelect: () => void;
  children: ReactNode;
  danger?: boolean;
}) {
  return (
    <DropdownMenu.Item onSelect={onSelect} className={`${ITEM} ${danger ? 'text-danger' : ''}`}>
      {children}
    </DropdownMenu.Item>
  );
}

export function MenuLink({
  href,
  download,
  children,
}: {
  href: string;
  download?: string;
  children: ReactNode;
}) {
  return (
    <DropdownMenu.Item asChild className={ITEM}>
      <a href={href} target={download ? undefined : '_blank'} rel="noopener" download={download}>
        {children}
      </a>
    </DropdownMenu.Item>
  );
}

/** One of several; the mark shows which. */
export function MenuChoice<T extends string>({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: T;
  options: { value: T; label: string }[];
  onChange: (value: T) => void;
}) {
  return (
    <>
      <MenuLabel>{label}</MenuLabel>
      <DropdownMenu.RadioGroup value={value} onValueChange={(next) => onChange(next as T)}>
        {options.map((option) => (
          <DropdownMenu.RadioItem key={option.value} value={option.value} className={`${ITEM} pl-7 relative`}>
            <DropdownMenu.ItemIndicator className="absolute left-2.5">•</DropdownMenu.ItemIndicator>
            {option.label}
          </DropdownMenu.RadioItem>
        ))}
      </DropdownMenu.RadioGroup>
    </>
  );
}

/** Something that is on or off; the mark shows which. */
export function MenuToggle({
  label,
  on,
  onChange,
}: {
  label: string;
  on: boolean;
  onChange: (on: boolean) => void;
}) {
  return (
    <DropdownMenu.CheckboxItem checked={on} onCheckedChange={onChange} className={`${ITEM} pl-7 relative`}>
      <DropdownMenu.ItemIndicator className="absolute left-2.5">✓</DropdownMenu.ItemIndicator>
      {label}
    </DropdownMenu.CheckboxItem>
  );
}

/** Says what the items below it are. */
export function MenuLabel({ children }: { children: ReactNode }) {
  return (
    <DropdownMenu.Label className="px-2.5 pt-2 pb-1 text-xs text-text-muted">{children}</DropdownMenu.Label>
  );
}

export function MenuLine() {
  return <DropdownMenu.Separator className="my-1 h-px bg-line" />;
}
