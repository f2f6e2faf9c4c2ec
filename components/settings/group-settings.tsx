// Settings > Groups: people to write to by one name.
import { useState } from 'react';
import { RecipientField } from '@/components/composer/recipient-field';
import { settingsText } from '@/components/messages/en-settings';
import { groupsQuery, removeGroup, saveGroup } from '@/lib/client/contact-groups';
import type { ContactGroup } from '@/lib/contract/compose';
import { EntryForm } from './entry-form';
import { EntryList } from './entry-list';

const text = settingsText.groups;

export function GroupSettings() {
  return (
    <EntryList<ContactGroup>
      query={groupsQuery}
      words={text}
      describe={({ people }) => people.map(({ name, address }) => name || address).join(', ')}
      form={(entry, onDone) => <GroupForm entry={entry} onDone={onDone} />}
      onRemove={({ id }) => removeGroup(id)}
      onRestore={({ id: _, ...values }) => saveGroup(null, values)}
    />
  );
}

function GroupForm({ entry, onDone }: { entry: ContactGroup | null; onDone: () => void }) {
  const [name, setName] = useState(entry?.name ?? '');
  const [people, setPeople] = useState(entry?.people ?? []);
  return (
    <EntryForm
      name={name}
      onName={setName}
      onSave={() => saveGroup(entry?.id ?? null, { name: name.trim(), people })}
      onDone={onDone}
    >
      <div className="rounded-lg border border-control bg-surface">
        <RecipientField
          label={text.people}
          people={people}
          chosen={people}
          invalid={false}
          describedBy={undefined}
          onChange={setPeople}
        />
      </div>
    </EntryForm>
  );
}
