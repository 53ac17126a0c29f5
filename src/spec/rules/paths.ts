// Files that a spec names must lie in the workspace, where one is open: a spec from a stranger reads
// and writes nothing else. Text arithmetic only; links are the reader's concern.
import { t } from '../../l10n';
import { isFile } from './data';
import type { PathSegment } from '../problem';
import { error, warning, type Finding, type Subject } from './rule';

export function paths({ spec, folders }: Subject): Finding[] {
  const named: [PathSegment[], string][] = [];
  for (const key of ['source', 'validation', 'test'] as const) {
    const source = spec.data[key];
    if (source === undefined) continue;
    if (typeof source === 'object')
      named.push([['data', key, 'images'], source.images], [['data', key, 'labels'], source.labels]);
    else if (isFile(source)) named.push([['data', key], source]);
  }
  if (spec.initialWeights !== undefined) named.push([['initialWeights'], spec.initialWeights]);
  spec.export.forEach((e, i) => named.push([['export', i, 'path'], e.path]));
  const findings = named.flatMap(([path, file]) => (folders && outside(file, folders) ? [beyond(path, file)] : []));

  if (spec.initialWeights !== undefined && !/\.(safetensors|npz)$/i.test(spec.initialWeights)) {
    findings.push(
      error(
        'weights-file',
        ['initialWeights'],
        t`${spec.initialWeights}: initial weights are read from .safetensors or .npz files.`,
      ),
    );
  }
  const written = spec.export.map((e) => e.path.replace(/\\/g, '/').toLowerCase());
  written.forEach((path, i) => {
    if (written.indexOf(path) < i)
      findings.push(
        warning(
          'export-twice',
          ['export', i, 'path'],
          t`${spec.export[i]!.path} is written twice; the last one stays.`,
        ),
      );
  });
  return findings;
}

function beyond(path: readonly PathSegment[], file: string): Finding {
  const message =
    path[0] === 'export'
      ? t`${file} is outside the workspace, and is not written. Choose a path inside the workspace.`
      : t`${file} is outside the workspace, and is not read. Copy it into the workspace.`;
  return error('outside-workspace', path, message);
}

function outside(file: string, { spec, workspace }: NonNullable<Subject['folders']>): boolean {
  const inside = resolve(workspace, '.');
  const full = resolve(spec, file);
  return full !== inside && !full.startsWith(inside === '/' ? '/' : `${inside}/`);
}

/** Joins and removes . and .. — /a/b + ../c -> /a/c */
function resolve(folder: string, file: string): string {
  const slashed = file.replace(/\\/g, '/');
  const absolute = /^(\/|[A-Za-z]:\/)/.test(slashed);
  const parts: string[] = [];
  for (const part of (absolute ? slashed : `${folder.replace(/\\/g, '/')}/${slashed}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  const drive = /^[A-Za-z]:$/.test(parts[0] ?? '');
  return drive ? [parts[0]!.toLowerCase(), ...parts.slice(1)].join('/') : `/${parts.join('/')}`;
}
