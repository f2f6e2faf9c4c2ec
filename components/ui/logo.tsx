// Our mark: a stamp with an envelope.

/** Decorative: the name stands beside it or in the title. */
export function Logo({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <path
        className="fill-accent"
        d="M4 3h3a1.500 1.500 0 0 0 3 0h4.500a1.500 1.500 0 0 0 3 0H22a1.500 1.500 0 0 0 3 0h3v26h-3a1.500 1.500 0 0 0-3 0h-4.500a1.500 1.500 0 0 0-3 0H10a1.500 1.500 0 0 0-3 0H4z"
      />
      <path className="fill-on-accent" d="M9 10h14v12H9z" />
      <path className="stroke-accent" fill="none" strokeWidth="2" d="m9.500 11 6.500 6 6.500-6" />
    </svg>
  );
}
