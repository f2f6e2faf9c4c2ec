// The rich text editor of a message (tiptap).
import { type Editor, EditorContent, generateJSON, useEditor } from '@tiptap/react';
import { useEffect, useMemo, useRef } from 'react';
import { composerText as text } from '@/components/messages/en-composer';
import { cleanPasted } from './clean-pasted';
import { docToText } from './doc-to-text';
import { editorExtensions, editorHtml, type ImageUrl } from './editor-extensions';
import { dataImages } from './pasted-images';

interface RichEditorProps {
  /** What it starts with; later changes of this value are not taken over (use a new key). */
  html: string;
  imageUrl: ImageUrl;
  /** Uploads an image for the text; answers its Content-ID. */
  onImage: (file: File) => string | null;
  onChange: (html: string, plain: string) => void;
  onEditor: (editor: Editor | null) => void;
}

/** HTML as plain text, by the same rules as what is typed in the editor. */
export function richToText(html: string): string {
  return docToText(
    generateJSON(
      html,
      editorExtensions(() => null),
    ),
  );
}

/** Uncontrolled: it reports each change. */
export function RichEditor({ html, imageUrl, onImage, onChange, onEditor }: RichEditorProps) {
  const latest = useRef({ onChange, onImage });
  latest.current = { onChange, onImage };
  const extensions = useMemo(() => editorExtensions(imageUrl), [imageUrl]);
  const editor = useEditor({
    extensions,
    content: html,
    immediatelyRender: true,
    shouldRerenderOnTransaction: false,
    editorProps: {
      attributes: {
        role: 'textbox',
        'aria-multiline': 'true',
        'aria-label': text.body,
        dir: 'auto',
        spellcheck: 'true',
        class: 'composer-text',
      },
      transformPastedHTML: (pasted) =>
        dataImages(cleanPasted(pasted), (file) => latest.current.onImage(file)),
    },
    onUpdate: ({ editor: changed }) =>
      latest.current.onChange(editorHtml(changed), docToText(changed.getJSON())),
  });
  useEffect(() => {
    onEditor(editor);
    return () => onEditor(null);
  }, [editor, onEditor]);
  return <EditorContent editor={editor} className="flex min-h-40 flex-1 flex-col" />;
}
