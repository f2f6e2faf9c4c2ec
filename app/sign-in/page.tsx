// Signing in; a person who is signed in already may still sign in as somebody else.
import type { Metadata } from 'next';
import { SignInForm } from '@/components/sign-in/sign-in-form';

export const metadata: Metadata = { title: 'Sign in – Pennypost' };

export default function SignInPage() {
  return (
    <main className="flex min-h-dvh items-center justify-center p-4 max-md:bg-surface max-md:p-0">
      <SignInForm />
    </main>
  );
}
