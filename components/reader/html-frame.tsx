// The frame of an HTML message. It runs nothing (docs/decisions/0002); we only measure how large it is.
import { useEffect, useRef, useState } from 'react';
import { t } from '@/components/messages/en';
import { urls } from '@/lib/client/api';
import { fitToRoom } from './fit-frame';

interface HtmlFrameProps {
  messageId: number;
  subject: string;
  images: boolean;
  /** Shown on the dark surface, its colours painted for that. */
  dark: boolean;
}

/** Mail keeps its own white paper in the dark theme too, unless asked for otherwise: its colours were chosen for that. */
export function HtmlFrame({ messageId, subject, images, dark }: HtmlFrameProps) {
  const box = useRef<HTMLDivElement>(null);
  const frame = useRef<HTMLIFrameElement>(null);
  const [size, setSize] = useState({ width: '100%', height: 120, scale: 1 });
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    let observer: ResizeObserver | null = null;
    const measure = () => {
      const document = element.contentDocument;
      if (!document?.body) return;
      observer?.disconnect();
      const update = () => {
        const room = box.current?.clientWidth ?? 0;
        // How wide it wants to be shows only where it has no more room than there is.
        element.style.width = '100%';
        const { width, scale } = fitToRoom(document.documentElement.scrollWidth, room);
        element.style.width = width;
        const height = Math.ceil(document.documentElement.getBoundingClientRect().height) + 2;
        setSize({ width, scale, height: Math.min(20_000, height) });
      };
      observer = new ResizeObserver(update);
      observer.observe(document.body);
      if (box.current) observer.observe(box.current);
      update();
      setShown(true);
    };
    // As soon as the text is there: nobody waits for the slowest picture. No event tells of that, since nothing runs in the frame.
    let turn = 0;
    const look = () => {
      const document = element.contentDocument;
      // Our page has a title, the empty one before it has none.
      if (document?.title && document.readyState !== 'loading') measure();
      else turn = requestAnimationFrame(look);
    };
    look();
    // Frames of hidden tabs are not painted; and what was loaded may be the browser's word that the network is gone.
    const onLoad = () => {
      cancelAnimationFrame(turn);
      measure();
    };
    element.addEventListener('load', onLoad);
    return () => {
      cancelAnimationFrame(turn);
      element.removeEventListener('load', onLoad);
      observer?.disconnect();
    };
  }, []);
  return (
    <div
      className={`overflow-hidden ${dark ? '' : 'rounded-lg bg-white dark:p-3'}`}
      data-body={shown ? 'shown' : 'loading'}
    >
      <div ref={box} className="overflow-hidden" style={{ height: size.height * size.scale }}>
        <iframe
          ref={frame}
          title={t.reader.htmlTitle(subject)}
          src={urls.html(messageId, { images, dark })}
          sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"
          referrerPolicy="no-referrer"
          style={{ height: size.height, width: size.width, transform: `scale(${size.scale})` }}
          className="block max-w-none origin-top-left border-0"
        />
      </div>
    </div>
  );
}
