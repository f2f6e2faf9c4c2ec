// A modal dialog, by radix: focus kept inside, Escape closes, focus back.
import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';

interface DialogProps {
  title: string;
  onClose: () => void;
  children: ReactNode;
  wide?: boolean;
}

export function Dialog({ title, onClose, children, wide = false }: DialogProps) {
  return (
    <Radix.Root open onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-scrim" />
        <Radix.Content
          aria-describedby={undefined}
          className={`fixed top-[12vh] left-1/2 z-50 max-h-[76vh] w-[calc(100vw-24px)] -translate-x-1/2 overflow-y-auto rounded-xl border border-line bg-surface-raised p-5 shadow-2xl ${wide ? 'max-w-2xl' : 'max-w-md'}`}
        >
          <Radix.Title className="mb-3 text-lg font-semibold">{title}</Radix.Title>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
