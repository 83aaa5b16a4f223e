import { at, merge, put, remove } from './tree';

describe('tree', () => {
  it('merges objects by key, takes all else whole, and forgets what is null', () => {
    const merged = merge([
      { a: { b: 1, c: [1, 2] }, d: 1, e: 1 },
      { a: { c: [3] }, d: null, f: { g: 1 } },
    ]);
    expect(merged).toEqual({ a: { b: 1, c: [3] }, e: 1, f: { g: 1 } });
  });

  it('changes nothing that it merges', () => {
    const first = { a: { b: [1] } };
    const merged = merge([first, { a: { c: 2 } }]) as any;
    merged.a.b.push(2);
    expect(first).toEqual({ a: { b: [1] } });
  });

  it('takes away what is left empty', () => {
    const tree = { a: { b: { c: 1 } }, d: 1 };
    remove(tree, 'a', 'b', 'c');
    expect(tree).toEqual({ d: 1 });
    remove(tree, 'x', 'y');
    expect(tree).toEqual({ d: 1 });
  });

  it('puts and finds what lies deep', () => {
    const tree = {};
    put(tree, 1, 'a', 'b');
    expect(at(tree, 'a', 'b')).toBe(1);
    expect(at(tree, 'a', 'x', 'y')).toBeUndefined();
  });
});
