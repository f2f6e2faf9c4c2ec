// Begins a message with a template, and makes a template of a message.
import { useQueryClient } from '@tanstack/react-query';
import type { Editor } from '@tiptap/react';
import { toast } from 'sonner';
import { composerText as text } from '@/components/messages/en-composer';
import { sentenceOf } from '@/lib/client/api';
import { saveTemplate, templatesQuery } from '@/lib/client/templates';
import type { Template } from '@/lib/contract/compose';
import type { Account } from '@/lib/contract/mail';
import { fillTemplate, type TemplateContext } from './fill-template';
import { richToText } from './rich-editor';
import { splitQuote } from './split-quote';
import { escapeHtml, textToRich } from './text-to-rich';
import type { DraftHandle } from './use-draft';

/** `use` puts a template where the cursor is; an empty subject is taken from it. `save` keeps what was written as a new one. */
export function useTemplates(handle: DraftHandle, editor: Editor | null, accounts: Account[]) {
  const client = useQueryClient();

  const use = ({ subject, html }: Template) => {
    const draft = handle.current();
    const context: TemplateContext = {
      to: draft.to,
      from: accounts.find(({ id }) => id === draft.accountId) ?? { name: '', address: '' },
      subject: draft.subject,
      date: new Intl.DateTimeFormat(document.documentElement.lang || 'en', { dateStyle: 'long' }).format(),
    };
    if (!draft.subject.trim() && subject) handle.change({ subject: fillTemplate(subject, context) });
    const filled = fillTemplate(html, context, escapeHtml);
    if (draft.html === null) handle.change({ text: `${richToText(filled)}\n${draft.text}` });
    else editor?.chain().focus().insertContent(filled).run();
  };

  const save = async () => {
    const { html, subject, text: plain } = handle.current();
    const own = html === null ? textToRich(plain) : splitQuote(html).own;
    const name = (subject.trim() || richToText(own).trim().split('\n')[0] || text.newMessage).slice(0, 60);
    try {
      await saveTemplate(null, { name, subject, html: own });
      await client.invalidateQueries({ queryKey: templatesQuery.queryKey });
      toast(text.templateSaved(name));
    } catch (error) {
      toast.error(sentenceOf(error));
    }
  };

  return { use, save: () => void save() };
}
