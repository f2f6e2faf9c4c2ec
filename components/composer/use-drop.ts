// Files dropped or pasted anywhere on a composer.
import { type ClipboardEvent, type DragEvent, useRef, useState } from 'react';

const hasFiles = (event: DragEvent) => event.dataTransfer.types.includes('Files');

/** Handlers for the composer's root. They come before the editor's own, which would open or embed the file. */
export function useDrop(onFiles: (files: File[], where: 'drop' | 'paste', target: EventTarget) => void) {
  const [isOver, setOver] = useState(false);
  // dragenter and dragleave fire for each child that is crossed.
  const depth = useRef(0);
  const leave = () => {
    depth.current = 0;
    setOver(false);
  };
  return {
    isOver,
    handlers: {
      onDragEnterCapture: (event: DragEvent) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        depth.current++;
        setOver(true);
      },
      onDragOverCapture: (event: DragEvent) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = 'copy';
      },
      onDragLeaveCapture: (event: DragEvent) => {
        if (!hasFiles(event)) return;
        depth.current--;
        if (depth.current <= 0) leave();
      },
      onDropCapture: (event: DragEvent) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        event.stopPropagation();
        leave();
        onFiles([...event.dataTransfer.files], 'drop', event.target);
      },
      onPasteCapture: (event: ClipboardEvent) => {
        const files = [...event.clipboardData.files];
        // Office programs put a picture of copied text beside the text itself: the text is what is meant.
        if (files.length === 0 || event.clipboardData.types.includes('text/plain')) return;
        event.preventDefault();
        event.stopPropagation();
        onFiles(files, 'paste', event.target);
      },
    },
  };
}
