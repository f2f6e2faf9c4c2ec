// Signing in; a person who is signed in already may still sign in as somebody else.
import type { Metadata } from 'next';
import { SignInForm } from '@/components/sign-in/sign-in-form';
import { failureIn } from '@/lib/auth/oauth-options';
import { offeredProviders } from '@/lib/services/offered-providers';

export const metadata: Metadata = { title: 'Sign in – Pennypost' };

interface SignInPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function SignInPage({ searchParams }: SignInPageProps) {
  const failure = failureIn(await searchParams);
  return (
    <main className="flex min-h-dvh items-center justify-center p-4 max-md:bg-surface max-md:p-0">
      <SignInForm providers={offeredProviders()} failure={failure?.message ?? null} />
    </main>
  );
}
