#!/bin/sh
# Installs the tools of the languages that exercises may be written in, beside Python and C, which
# scripts/setup-system.sh brings: Fortran, Octave, R, Go, Rust, Java, JavaScript and TypeScript, and what Python
# exercises usually import. Julia is not in Debian: put its program below /usr yourself.
#
#   scripts/setup-languages.sh           install what is missing, if this process may; never fails
#   scripts/setup-languages.sh --check   only say what is missing and how to install it; exit code 1 if anything is
#
# LECTERN_SETUP=never forbids installing.

say() {
  printf 'lectern: %s\n' "$1" >&2
}

# Boxes see nothing but /usr: a program that leads elsewhere does not count.
has_boxed_program() {
  for folder in /usr/local/bin /usr/bin; do
    [ -x "$folder/$1" ] || continue
    case $(readlink -f "$folder/$1") in
      /usr/*) return 0 ;;
    esac
  done
  return 1
}

# -I: modules of the working folder or of a home do not count.
has_python_module() {
  [ -x /usr/bin/python3 ] && (cd / && /usr/bin/python3 -I -c "import $1") >/dev/null 2>&1
}

need_program() {
  has_boxed_program "$1" || missing="$missing $2"
}

need_module() {
  has_python_module "$1" || missing="$missing $2"
}

find_missing() {
  missing=''
  need_program gfortran gfortran
  need_program octave-cli octave
  # Octave draws its figures with gnuplot, and not without fonts.
  need_program gnuplot 'gnuplot-nox ghostscript fonts-freefont-otf'
  need_program Rscript r-base-core
  need_program go golang-go
  need_program rustc rustc
  if ! has_boxed_program javac || ! has_boxed_program java; then missing="$missing default-jdk-headless"; fi
  need_program node nodejs
  need_module numpy python3-numpy
  need_module matplotlib python3-matplotlib
  need_module flake8 flake8
}

find_missing
if ! has_boxed_program julia; then
  say 'Julia is not in Debian: its exercises and tests are left out until a julia is found in /usr/local/bin or /usr/bin'
fi
if [ -z "$missing" ]; then
  say 'the tools of all other languages are installed'
  exit 0
fi

sudo=''
[ "$(id -u)" = 0 ] || sudo='sudo -n'
advice="install with: ${sudo:+sudo }apt-get install -y --no-install-recommends$missing"
reason=''
if [ ! -x /usr/bin/apt-get ]; then
  reason='there is no apt on this system'
  advice='install the packages of these names, or like them, with what this system has'
elif [ "$LECTERN_SETUP" = never ]; then
  reason='LECTERN_SETUP=never forbids installing'
elif [ -n "$sudo" ] && ! sudo -n true 2>/dev/null; then
  reason='this user may not install packages'
fi

if [ "$1" = --check ] || [ -n "$reason" ]; then
  say "missing:$missing${reason:+ ($reason)}; $advice"
  [ "$1" = --check ] && exit 1
  exit 0
fi

export DEBIAN_FRONTEND=noninteractive
install() {
  # shellcheck disable=SC2086 # a list of words
  $sudo apt-get -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 -o Acquire::http::Timeout=30 install $missing
}

say "installing$missing: some hundred MB, some minutes"
output=$({ install || { $sudo apt-get -qq -o Acquire::http::Timeout=30 update && install; }; } 2>&1)
find_missing
if [ -n "$missing" ]; then
  printf '%s\n' "$output" | tail -n 5 >&2
  say "could not install$missing; $advice"
fi
exit 0
