import type { NextConfig } from 'next';

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  // Native or stream-heavy packages stay outside the bundle, and those that most routes use: else each route brings a copy of its own
  // (docs/decisions/0062).
  serverExternalPackages: [
    'better-sqlite3',
    'kysely',
    'zod',
    'undici',
    'iconv-lite',
    'html-to-text',
    'jose',
    'imapflow',
    'nodemailer',
    'mailparser',
    'pino',
    'sanitize-html',
    'esbuild',
  ],
  // `npm run types` is the one type check; the build does not repeat it.
  typescript: { ignoreBuildErrors: true },
  async headers() {
    return [
      {
        source: '/:path*',
        headers: [
          { key: 'X-Content-Type-Options', value: 'nosniff' },
          { key: 'Referrer-Policy', value: 'no-referrer' },
        ],
      },
    ];
  },
};

export default config;
