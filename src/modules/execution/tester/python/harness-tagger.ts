/**
 * The part of the Python harness that turns values into tagged JSON (read by `readTagged`). It asks the methods of
 * the built-in types, so a subclass that lies about itself is seen as what it really holds; only objects of other
 * classes are taken by their printed form, which is theirs to choose. Depth, number and length are bounded.
 */
export const PYTHON_TAGGER = String.raw`
class Unreadable(Exception):
    pass

class Tagger:
    '''Turns values into tagged JSON by the methods of the built-in types, never by those of the value.'''
    def __init__(self, modules):
        self.modules = modules
        self.budget = 500000

    def tag(self, value, depth=0):
        self.spend(1)
        if depth > 40:
            raise Unreadable('is nested too deeply')
        kind = type(value)
        if value is None:
            return '{"t":"none"}'
        if kind is bool:
            return '{"t":"bool","v":true}' if value else '{"t":"bool","v":false}'
        if issubclass(kind, int):
            return '{"t":"int","v":"%s"}' % self.hex(value)
        if issubclass(kind, float):
            return '{"t":"float","v":%s}' % self.number(value)
        if issubclass(kind, complex):
            real = complex.real.__get__(value)
            return '{"t":"complex","re":%s,"im":%s}' % (self.number(real), self.number(complex.imag.__get__(value)))
        if issubclass(kind, str):
            return '{"t":"text","v":%s}' % self.text(value)
        if issubclass(kind, (list, tuple)):
            base = list if issubclass(kind, list) else tuple
            return '{"t":"list","v":[%s]}' % ','.join([self.tag(v, depth + 1) for v in base.__getitem__(value, slice(None))])
        if issubclass(kind, dict):
            pairs = ['[%s,%s]' % (self.key(k), self.tag(v, depth + 1)) for k, v in list(dict.items(value))]
            return '{"t":"map","v":[%s]}' % ','.join(pairs)
        return self.foreign(value, kind, depth)

    def foreign(self, value, kind, depth):
        numpy = self.modules.get('numpy')
        array, generic = getattr(numpy, 'ndarray', None), getattr(numpy, 'generic', None)
        if type(array) is type and issubclass(kind, array) and value.dtype.names is None:
            return self.array(numpy, value, depth)
        if type(generic) is type and issubclass(kind, generic) and kind.__name__ != 'void':
            plain = value.item()
            return self.tag(float(plain) if issubclass(type(plain), generic) else plain, depth + 1)
        if issubclass(kind, (set, frozenset)):
            base = set if issubclass(kind, set) else frozenset
            printed = '{%s}' % ', '.join(sorted([self.printed(v) for v in base.__iter__(value)]))
        else:
            printed = self.printed(value)
        name = '%s.%s' % (kind.__module__, kind.__qualname__)
        return '{"t":"object","kind":%s,"v":%s}' % (self.text(name), self.text(printed))

    def array(self, numpy, value, depth):
        self.spend(value.size)
        items = numpy.asarray(value).reshape(-1).tolist()
        if value.dtype.kind in 'iufb' and all(type(v) in (int, float, bool) for v in items):
            texts = [self.number(float(v)) if abs(v) < 2 ** 53 or v != v or v - v != 0 else self.tag(v, depth + 1) for v in items]
        else:
            texts = [self.tag(v, depth + 1) for v in items]
        shape = ','.join(['%d' % n for n in value.shape])
        return '{"t":"array","shape":[%s],"dtype":%s,"v":[%s]}' % (shape, self.text(str(value.dtype)), ','.join(texts))

    def spend(self, amount):
        self.budget -= amount
        if self.budget < 0:
            raise Unreadable('is too large to be compared')

    def number(self, value):
        if value != value:
            return '"nan"'
        if value - value != 0:
            return '"inf"' if value > 0 else '"-inf"'
        return float.__repr__(value)

    def hex(self, value):
        return int.__format__(value, 'x')

    def text(self, value):
        if str.__len__(value) > 2000000:
            raise Unreadable('is too long to be compared')
        return quoted(value)

    def key(self, value):
        if issubclass(type(value), str):
            return self.text(value)
        return self.text(self.printed(value))

    def printed(self, value):
        '''The printed form without the addresses of objects.'''
        first, *parts = str.split(str.__str__(repr(value)), ' at 0x')
        cut = [(part, part.lstrip('0123456789abcdef')) for part in parts]
        return first + ''.join([' at 0x' + part if rest == part else rest for part, rest in cut])
`;
