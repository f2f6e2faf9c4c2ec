// One setting: its name, a sentence on what it does, and its control; and the group it stands in.
import { type ReactNode, useId } from 'react';

/** A titled group of settings. */
export function SettingGroup({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="mb-6">
      <h2 id={id} className="mb-2 text-sm font-semibold text-text-muted">
        {title}
      </h2>
      <div className="divide-y divide-line rounded-lg border border-line bg-surface-raised">{children}</div>
    </section>
  );
}

interface SettingRowProps {
  label: string;
  hint?: string;
  /** Gets the ids that tie the control to its words. */
  children: (ids: { id: string; 'aria-describedby': string | undefined }) => ReactNode;
}

/** A line of a group: words on the left, the control on the right, below each other where it is narrow. */
export function SettingRow({ label, hint, children }: SettingRowProps) {
  const id = useId();
  const hintId = hint ? `${id}-hint` : undefined;
  return (
    <div className="flex items-center gap-x-6 gap-y-2 px-4 py-3 max-md:flex-wrap">
      <div className="min-w-0 flex-1 max-md:basis-full">
        <label htmlFor={id} className="font-medium">
          {label}
        </label>
        {hint && (
          <p id={hintId} className="text-sm text-text-muted">
            {hint}
          </p>
        )}
      </div>
      {children({ id, 'aria-describedby': hintId })}
    </div>
  );
}

/** How fields of the settings look. */
export const SETTING_FIELD =
  'h-9 rounded-lg border border-control bg-surface px-2.5 aria-invalid:border-danger pointer-coarse:h-11';

/** A choice of one among few. */
export function SettingSelect<T extends string | number>({
  label,
  hint,
  value,
  options,
  onChange,
}: {
  label: string;
  hint?: string;
  value: T;
  options: { value: T; label: string }[];
  onChange: (value: T) => void;
}) {
  return (
    <SettingRow label={label} {...(hint ? { hint } : {})}>
      {(ids) => (
        <select
          {...ids}
          value={value}
          onChange={(event) => {
            const chosen = options.find((option) => String(option.value) === event.target.value);
            if (chosen) onChange(chosen.value);
          }}
          className={`${SETTING_FIELD} w-60`}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </SettingRow>
  );
}
