/**
 * The part of the Python harness that stands in for site.py, which Python is started without: on some machines it
 * takes longer than everything else. exit(), help() and their like are there from the beginning; the folders of
 * installed packages are added when the script first wants a module that is not Python's own, in the place where
 * site.py would have put them, and without the script's folders taking part.
 */
export const PYTHON_IMPORTS = String.raw`
class OwnModules:
    '''
    Modules that tests rely on come from Python, whatever files of a hand-in are called; those of random numbers are
    seeded when they are loaded.
    '''
    NAMES = frozenset((
        'bisect bz2 collections contextlib copyreg ctypes enum fnmatch functools importlib ipaddress json keyword '
        'linecache lzma math operator pathlib random re reprlib select shutil struct tempfile textwrap token tokenize '
        'traceback types typing urllib warnings weakref zlib'
    ).split())

    def __init__(self, late):
        self.late = late

    def find_spec(self, name, path, target=None):
        if name in self.NAMES:
            spec = PathFinder.find_spec(name, self.late.own)
            return self.seeded(spec, lambda module: module) if name == 'random' else spec
        if name == 'numpy':
            spec = PathFinder.find_spec(name, path) or self.late.find_spec(name, path)
            return self.seeded(spec, lambda module: module.random)
        return None

    def seeded(self, spec, generator):
        if spec and spec.loader and hasattr(spec.loader, 'exec_module'):
            load = spec.loader.exec_module
            def load_and_seed(module):
                load(module)
                try:
                    generator(module).seed(1)
                except Exception:
                    pass
            spec.loader.exec_module = load_and_seed
        return spec

class LateSite:
    '''Adds the folders of installed packages when the script first wants a module that is not Python's own.'''
    def __init__(self):
        self.own = list(sys.path)
        self.waits = True

    def find_spec(self, name, path, target=None):
        if path is not None or not self.waits:
            return None
        self.waits = False
        before = list(sys.path)
        sys.path[:] = self.own
        try:
            site.addsitepackages(site.venv(site.removeduppaths()))
            site.execsitecustomize()
        finally:
            packages = [place for place in sys.path if place not in self.own]
            end = max([before.index(place) + 1 for place in self.own if place in before], default=len(before))
            sys.path[:] = before[:end] + packages + before[end:]
        return PathFinder.find_spec(name, path)

def prepare_imports():
    site.setquit()
    site.setcopyright()
    site.sethelper()
    late = LateSite()
    sys.meta_path.insert(0, OwnModules(late))
    sys.meta_path.append(late)
`;
