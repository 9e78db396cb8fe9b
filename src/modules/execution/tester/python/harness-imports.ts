/**
 * The part of the Python harness that stands in for site.py, which Python is started without: on some machines it
 * takes longer than everything else. exit(), help() and their like are there from the beginning; the folders of
 * installed packages are added when the script first wants a module that is not Python's own, in the place where
 * site.py would have put them, and without the script's folders taking part.
 */
export const PYTHON_IMPORTS = String.raw`
class Seeder:
    '''Modules of random numbers are slow to load, so they are seeded when the script loads them.'''
    def find_spec(self, name, path, target=None):
        if name != 'numpy' and name != 'random':
            return None
        spec = PathFinder.find_spec(name, path)
        if spec and spec.loader and hasattr(spec.loader, 'exec_module'):
            load = spec.loader.exec_module
            def load_and_seed(module):
                load(module)
                try:
                    (module if name == 'random' else module.random).seed(1)
                except Exception:
                    pass
            spec.loader.exec_module = load_and_seed
        return spec

class LateSite:
    '''Adds the folders of installed packages when the script first wants a module that is not Python's own.'''
    def __init__(self):
        self.own = list(sys.path)
        self.late = True

    def find_spec(self, name, path, target=None):
        if path is not None or not self.late:
            return None
        self.late = False
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
    sys.meta_path.insert(0, Seeder())
    sys.meta_path.append(LateSite())
`;
