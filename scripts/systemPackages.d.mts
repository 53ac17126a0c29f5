export function findChromium(): string | undefined;
export function installSystemPackages(wanted: readonly ('chromium' | 'python3-numpy')[]): Promise<void>;
