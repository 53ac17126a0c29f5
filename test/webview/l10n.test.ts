import assert from 'node:assert/strict';
import { loadTranslation, t } from '../../webview/l10n';

describe('the panel’s strings', () => {
  afterEach(() => loadTranslation('{}'));

  it('take a translation by key or by the English sentence, and stay English otherwise', () => {
    loadTranslation(JSON.stringify({ 'command.train': 'Trainieren', Pause: 'Anhalten', 'command.stop': 7 }));
    assert.deepEqual([t('command.train'), t('command.pause'), t('command.stop')], ['Trainieren', 'Anhalten', 'Stop']);
  });

  it('an unreadable translation costs nothing', () => {
    loadTranslation('{ not JSON');
    assert.equal(t('toolbar.of', 1, 2), '1 of 2');
  });
});
