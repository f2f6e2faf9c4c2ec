// The colour that marks an account, out of the palette.
import { useId } from 'react';
import { settingsText } from '@/components/messages/en-settings';
import { AccountDot } from '@/components/ui/account-dot';

const text = settingsText.accounts;

export function AccountColor({ value, onChange }: { value: number; onChange: (color: number) => void }) {
  const name = useId();
  return (
    <fieldset className="flex flex-wrap items-center gap-x-6 gap-y-2 px-4 py-3">
      <legend className="contents">
        <span className="flex-1 font-medium max-md:basis-full">{text.color}</span>
      </legend>
      <div className="flex flex-wrap gap-1">
        {text.colors.map((label, color) => (
          <label
            key={label}
            title={label}
            className="flex size-8 cursor-pointer items-center justify-center rounded-full border-2 border-transparent hover:bg-hover has-checked:border-text has-focus-visible:outline-2 has-focus-visible:outline-accent pointer-coarse:size-11"
          >
            <input
              type="radio"
              name={name}
              className="sr-only"
              checked={value === color}
              onChange={() => onChange(color)}
            />
            <span className="sr-only">{label}</span>
            <AccountDot color={color} />
          </label>
        ))}
      </div>
    </fieldset>
  );
}
