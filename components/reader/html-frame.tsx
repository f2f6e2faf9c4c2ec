// The frame of an HTML message. It runs nothing (docs/decisions/0002); we only measure how tall it is.
import { useEffect, useRef, useState } from 'react';
import { t } from '@/components/messages/en';
import { urls } from '@/lib/client/api';

interface HtmlFrameProps {
  messageId: number;
  subject: string;
  images: boolean;
}

/** Mail keeps its own white paper in the dark theme too: its colours were chosen for that. */
export function HtmlFrame({ messageId, subject, images }: HtmlFrameProps) {
  const frame = useRef<HTMLIFrameElement>(null);
  const [height, setHeight] = useState(120);
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    let observer: ResizeObserver | null = null;
    const measure = () => {
      const document = element.contentDocument;
      if (!document?.body) return;
      observer?.disconnect();
      const update = () =>
        setHeight(Math.min(20_000, Math.ceil(document.documentElement.getBoundingClientRect().height) + 2));
      observer = new ResizeObserver(update);
      observer.observe(document.body);
      update();
      setShown(true);
    };
    element.addEventListener('load', measure);
    // It may have loaded before this effect ran.
    if (element.contentDocument?.readyState === 'complete' && element.contentDocument.title) measure();
    return () => {
      element.removeEventListener('load', measure);
      observer?.disconnect();
    };
  }, []);
  return (
    <div className="overflow-hidden rounded-lg bg-white dark:p-3" data-body={shown ? 'shown' : 'loading'}>
      <iframe
        ref={frame}
        title={t.reader.htmlTitle(subject)}
        src={urls.html(messageId, { images, dark: false })}
        sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"
        referrerPolicy="no-referrer"
        style={{ height }}
        className="block w-full border-0"
      />
    </div>
  );
}
