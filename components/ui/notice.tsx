// What a view says instead of its content: empty, failed, gone.
import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

interface NoticeProps {
  icon: LucideIcon;
  title: string;
  text?: string;
  children?: ReactNode;
}

export function Notice({ icon: Icon, title, text, children }: NoticeProps) {
  return (
    <div className="flex h-full flex-col items-center justify-center gap-2 p-8 text-center">
      <Icon aria-hidden="true" size={32} strokeWidth={1.25} className="text-text-muted" />
      <p className="font-medium">{title}</p>
      {text && <p className="max-w-sm text-sm text-text-muted">{text}</p>}
      {children}
    </div>
  );
}
