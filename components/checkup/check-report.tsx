'use client';
// A test of an account while it runs: each step of each protocol with its outcome, the server's words, and one sentence of advice.
import { CircleAlert, CircleCheck, CircleX, Loader } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import { checkupText as text } from '@/components/messages/en-checkup';
import { Button } from '@/components/ui/button';
import type { CheckStep } from '@/lib/contract/checkup';
import { runCheck } from './run-check';

const LOOKS = {
  ok: { Icon: CircleCheck, tone: 'text-success' },
  warning: { Icon: CircleAlert, tone: 'text-warning' },
  failed: { Icon: CircleX, tone: 'text-danger' },
};
const WORST = ['failed', 'warning', 'ok'] as const;
const VERDICTS = { ok: text.good, warning: text.warned, failed: text.bad };

interface CheckReportProps {
  /** Where the test runs, and what is tested. */
  path: string;
  body: unknown;
  children?: React.ReactNode;
}

export default function CheckReport({ path, body, children }: CheckReportProps) {
  const [steps, setSteps] = useState<CheckStep[]>([]);
  const [state, setState] = useState<'running' | 'done' | { problem: string }>('running');
  const [round, setRound] = useState(0);

  const run = useCallback(
    async (signal: AbortSignal) => {
      setSteps([]);
      setState('running');
      try {
        for await (const step of runCheck(path, body, signal)) setSteps((before) => [...before, step]);
        setState('done');
      } catch (error) {
        if (signal.aborted) return;
        setState({ problem: (error instanceof Error && error.message) || text.unreachable });
      }
    },
    [path, body],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: each round is a new test
  useEffect(() => {
    const ended = new AbortController();
    void run(ended.signal);
    return () => ended.abort();
  }, [run, round]);

  const worst = WORST.find((outcome) => steps.some((step) => step.outcome === outcome));
  const verdict =
    state === 'running' ? text.running : state === 'done' ? worst && VERDICTS[worst] : state.problem;
  const protocols = [...new Set(steps.map(({ protocol }) => protocol))];
  return (
    <div className="text-sm">
      <p role="status" className="flex items-center gap-2 font-medium">
        {state === 'running' && (
          <Loader aria-hidden="true" size={16} className="motion-safe:animate-spin text-text-muted" />
        )}
        {verdict}
      </p>
      {protocols.map((protocol) => (
        <section key={protocol} className="mt-4">
          <h2 className="font-semibold">{text.protocols[protocol]}</h2>
          <ol className="mt-1 divide-y divide-line">
            {steps
              .filter((step) => step.protocol === protocol)
              .map((step) => (
                <StepLine key={step.step} step={step} />
              ))}
          </ol>
        </section>
      ))}
      <div className="mt-6 flex flex-wrap gap-2">
        {children}
        <Button disabled={state === 'running'} onClick={() => setRound((before) => before + 1)}>
          {text.again}
        </Button>
      </div>
    </div>
  );
}

function StepLine({ step }: { step: CheckStep }) {
  const { Icon, tone } = LOOKS[step.outcome];
  return (
    <li className="grid grid-cols-[1.25rem_5.5rem_1fr] gap-x-2 py-2 max-[420px]:grid-cols-[1.25rem_1fr]">
      <Icon size={16} role="img" aria-label={text.outcomes[step.outcome]} className={`mt-0.5 ${tone}`} />
      <span className="text-text-muted">{text.steps[step.step]}</span>
      <div className="min-w-0 max-[420px]:col-start-2">
        <p className="break-words">{step.text}</p>
        {step.advice && <p className="mt-0.5 break-words font-medium">{step.advice}</p>}
        {step.said.length > 0 && (
          <details open={step.outcome === 'failed'} className="mt-1">
            <summary className="cursor-pointer rounded text-text-muted">
              {step.step === 'tls' ? text.certificate : text.said}
            </summary>
            <pre className="mt-1 overflow-x-auto rounded bg-surface-sunken px-2 py-1 font-mono text-xs whitespace-pre-wrap break-words">
              {step.said.join('\n')}
            </pre>
          </details>
        )}
      </div>
    </li>
  );
}
