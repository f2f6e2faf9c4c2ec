// Settings > Templates: texts to begin with, and the fields that are filled in when one is used.
import '@/components/composer/composer.css';
import { useId, useState } from 'react';
import { TEMPLATE_FIELDS } from '@/components/composer/fill-template';
import { RichEditor } from '@/components/composer/rich-editor';
import { settingsText } from '@/components/messages/en-settings';
import { removeTemplate, saveTemplate, templatesQuery } from '@/lib/client/templates';
import type { Template } from '@/lib/contract/compose';
import { EntryForm } from './entry-form';
import { EntryList } from './entry-list';
import { SETTING_FIELD } from './setting-row';

const text = settingsText.templates;

export function TemplateSettings() {
  return (
    <EntryList<Template>
      query={templatesQuery}
      words={text}
      describe={({ subject }) => subject || text.noSubject}
      form={(entry, onDone) => <TemplateForm entry={entry} onDone={onDone} />}
      onRemove={({ id }) => removeTemplate(id)}
      onRestore={({ id: _, ...values }) => saveTemplate(null, values)}
    />
  );
}

const noImage = () => null;
const ignore = () => {};

function TemplateForm({ entry, onDone }: { entry: Template | null; onDone: () => void }) {
  const id = useId();
  const [name, setName] = useState(entry?.name ?? '');
  const [subject, setSubject] = useState(entry?.subject ?? '');
  const [html, setHtml] = useState(entry?.html ?? '');
  return (
    <EntryForm
      name={name}
      onName={setName}
      onSave={() => saveTemplate(entry?.id ?? null, { name: name.trim(), subject, html })}
      onDone={onDone}
    >
      <label htmlFor={`${id}-subject`} className="font-medium">
        {text.subject}
      </label>
      <input
        id={`${id}-subject`}
        dir="auto"
        value={subject}
        maxLength={2000}
        className={`${SETTING_FIELD} -mt-2 w-full`}
        onChange={(event) => setSubject(event.target.value)}
      />
      <div className="max-h-80 overflow-y-auto rounded-lg border border-control bg-surface">
        <RichEditor
          html={entry?.html ?? ''}
          imageUrl={noImage}
          onImage={noImage}
          onChange={setHtml}
          onEditor={ignore}
        />
      </div>
      <p className="text-sm text-text-muted">
        {text.fields} {TEMPLATE_FIELDS.map((field) => `{{${field}}}`).join(', ')}
      </p>
    </EntryForm>
  );
}
