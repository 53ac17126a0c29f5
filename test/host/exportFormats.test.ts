import assert from 'node:assert/strict';
import { formats } from '../../src/formats';
import { formatItems } from '../../src/host/exportFormats';

describe('formatItems', () => {
  it('says of each format its title, ending and summary, as plain text without the backticks of Markdown', () => {
    const items = formatItems(formats);
    assert.deepEqual(
      items.map(({ format }) => format),
      formats.map(({ name }) => name),
    );
    assert.equal(items.find(({ format }) => format === 'npz')!.detail, 'All tensors as numpy arrays: numpy.load.');
    for (const { label, description, detail } of items) assert.doesNotMatch(`${label}${description}${detail}`, /`/);
  });
});
