#!/bin/sh
# Installs what Lectern needs of the operating system and npm cannot bring: bubblewrap, git, python3, a C and C++
# compiler with headers, util-linux.
#
#   scripts/setup-system.sh           install what is missing, if this process may; never fails
#   scripts/setup-system.sh --check   only say what is missing and how to install it; exit code 1 if anything is
#
# LECTERN_SETUP=never forbids installing.

missing=''

add() {
  case " $missing " in
    *" $1 "*) ;;
    *) missing="${missing:+$missing }$1" ;;
  esac
}

# Programs that the server itself starts.
has_program() {
  for folder in /usr/bin /usr/sbin /usr/local/bin /bin /sbin; do
    [ -x "$folder/$1" ] && return 0
  done
  return 1
}

# Programs for students' boxes, which see nothing but /usr: a python3 that leads into a home folder does not count.
has_boxed_program() {
  for folder in /usr/bin /usr/local/bin; do
    [ -x "$folder/$1" ] || continue
    case $(readlink -f "$folder/$1") in
      /usr/*) return 0 ;;
    esac
  done
  return 1
}

find_missing() {
  missing=''
  has_program bwrap || add bubblewrap
  has_program git || add git
  has_boxed_program python3 || add python3
  has_boxed_program gcc || add gcc
  has_boxed_program g++ || add g++
  [ -e /usr/include/stdio.h ] || add headers
  for program in setpriv unshare prlimit; do
    has_program "$program" || add util-linux
  done
}

find_installer() {
  if has_program apt-get; then
    installer='apt-get install -y --no-install-recommends'
  elif has_program dnf; then
    installer='dnf install -y'
  elif has_program apk; then
    installer='apk add'
  else
    installer=''
  fi
}

# The names of this system's packages for what is missing.
packages() {
  for item in $missing; do
    case "$installer:$item" in
      apt-get*:headers) printf ' libc6-dev' ;;
      dnf*:headers) printf ' glibc-devel' ;;
      dnf*:g++) printf ' gcc-c++' ;;
      apk*:headers) printf ' musl-dev' ;;
      apk*:util-linux) printf ' util-linux util-linux-misc setpriv' ;;
      *) printf ' %s' "$item" ;;
    esac
  done
}

say() {
  printf 'lectern: %s\n' "$1" >&2
}

install_apt() {
  export DEBIAN_FRONTEND=noninteractive
  set -- apt-get -y -qq --no-install-recommends -o DPkg::Lock::Timeout=120 -o Acquire::http::Timeout=20 install "$@"
  # The lists are old or were never fetched: then the first attempt ends quickly.
  $sudo "$@" || { $sudo apt-get -qq -o Acquire::http::Timeout=20 update && $sudo "$@"; }
}

install() {
  case $installer in
    apt-get*) install_apt "$@" ;;
    dnf*) $sudo dnf install -y -q "$@" ;;
    apk*) $sudo apk add -q "$@" || $sudo apk add -q --update-cache "$@" ;;
  esac
}

find_missing
[ -z "$missing" ] && exit 0

find_installer
if [ -n "$installer" ]; then
  command="$installer$(packages)"
  if [ "$(id -u)" != 0 ]; then command="sudo $command"; fi
  advice="install with: $command"
else
  advice='no apt, dnf or apk here to install it with'
fi

if [ "$1" = --check ]; then
  printf 'missing: %s\n%s\n' "$missing" "$advice"
  exit 1
fi

sudo=''
may_install=yes
if [ -z "$installer" ] || [ "$LECTERN_SETUP" = never ]; then
  may_install=no
elif [ "$(id -u)" != 0 ]; then
  sudo='sudo -n'
  sudo -n true 2>/dev/null || may_install=no
fi

if [ $may_install = no ]; then
  say "missing on this system: $missing; $advice"
  exit 0
fi

say "installing$(packages) for the sandbox and its languages (LECTERN_SETUP=never forbids it)"
# shellcheck disable=SC2046 # a list of words
output=$(install $(packages) 2>&1)
find_missing
if [ -n "$missing" ]; then
  printf '%s\n' "$output" | tail -n 5 >&2
  say "could not install $missing; $advice"
fi
exit 0
