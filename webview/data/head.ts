// The head of the data view: what data this is, what keeps it from being trained on, and the ways on from here.
import { button } from '../controls';
import { h, setText, show } from '../dom';
import { count, shape } from '../draw/number';
import { t } from '../l10n';
import type { DataPart, DataContext } from './view';
import { partLegend } from './bars';

export function createHead(context: DataContext): DataPart {
  const title = h('h1', {});
  const facts = h('p', { class: 'data-facts' });
  const legend = h('div', {});
  const notes = h('p', { class: 'notes', hidden: true });
  const busy = h('p', { class: 'loading', role: 'status', hidden: true });
  const problemText = h('p', {});
  const remark = h('p', { class: 'problem-remark' });
  let path: readonly (string | number)[] | undefined;
  const toSpec = button({
    label: t('data.showInSpec'),
    icon: 'openSpec',
    onClick: () => context.tell('openSpec', path ? { path } : {}),
  });
  const problem = h('div', { class: 'data-problem', role: 'alert', hidden: true }, problemText, remark, toSpec.element);
  const refresh = button({
    label: t('data.refresh'),
    hint: t('data.refresh.hint'),
    icon: 'reset',
    onClick: () => context.tell('refresh', {}),
  });
  const panel = button({
    label: t('data.openPanel'),
    hint: t('data.openPanel.hint'),
    icon: 'train',
    onClick: () => context.tell('openPanel', {}),
  });
  const spec = button({
    label: t('command.openSpec'),
    hint: t('hint.openSpec'),
    icon: 'openSpec',
    look: 'icon',
    iconOnly: true,
    onClick: () => context.tell('openSpec', {}),
  });
  const element = h(
    'header',
    { class: 'data-head' },
    h(
      'div',
      { class: 'data-title' },
      title,
      facts,
      h('div', { class: 'data-buttons' }, refresh.element, panel.element, spec.element),
    ),
    legend,
    notes,
    busy,
    problem,
  );
  return {
    element,
    update({ snapshot, loading, problem: said }, before) {
      const profile = snapshot?.profile;
      const waiting = snapshot?.loading !== undefined || !snapshot;
      show(busy, waiting);
      setText(busy, waiting ? (loading?.message ?? snapshot?.loading ?? t('panel.connecting')) : '');
      if (!before || snapshot !== before.snapshot || said !== before.problem) {
        setText(title, profile?.name ?? snapshot?.name ?? t('data.title'));
        setText(
          facts,
          !profile
            ? ''
            : profile.image
              ? t('data.imagesOf', count(profile.rows), shape(profile.image.shape))
              : t('data.rowsOf', count(profile.rows), count(profile.columns.length)),
        );
        legend.replaceChildren(...(profile ? [partLegend(profile.parts)] : []));
        show(notes, (profile?.notes.length ?? 0) > 0);
        setText(notes, profile?.notes.join(' ') ?? '');
        const fault = profile?.problem ?? snapshot?.problem;
        path = profile?.problem?.where.path ?? snapshot?.problem?.path;
        show(problem, (fault !== undefined || said !== undefined) && !waiting);
        setText(problemText, said ?? fault?.message ?? '');
        const how = profile?.problem && t(profile.inputs === undefined ? 'data.unsplit' : 'data.preview');
        show(remark, how !== undefined && said === undefined);
        setText(remark, how ?? '');
        show(toSpec.element, fault !== undefined && said === undefined);
      }
    },
  };
}
