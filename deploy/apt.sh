#!/bin/sh
# Debian packages with or without root: installed by root, unpacked into a folder by anybody else.
#
#   apt.sh install PACKAGE...           installs (root only); package lists are fetched when they are missing or stale
#   apt.sh unpack FOLDER PACKAGE...     downloads the packages and unpacks them into FOLDER, nothing is installed
#   apt.sh closure PATTERN PACKAGE...   prints what PACKAGE needs and PATTERN matches, libraries only when not installed
#
# Without root the package lists, the cache and the archives live under $HUB311_VAR/apt (var/apt by default).
set -eu

var=${HUB311_VAR:-var}
state=$var/apt
packages_lists=/var/lib/apt/lists

say() { printf 'apt: %s\n' "$*" >&2; }

have_lists() { find "$1" -maxdepth 1 -name '*_Packages*' 2>/dev/null | grep -q .; }

own_folders() {
    mkdir -p "$state/lists/partial" "$state/cache/archives/partial" "$state/log"
    state=$(cd "$state" && pwd)
}

own_options() {
    printf '%s\n' -o "Dir::State::lists=$packages_lists" -o "Dir::Cache=$state/cache" -o "Dir::Log=$state/log" \
        -o Debug::NoLocking=1 -o "APT::Sandbox::User=$(id -un)" -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache=
}

# Runs apt-get or apt-cache on folders of our own; no word of the options holds a space unless the path of var does.
apt_here() {
    program=$1
    shift
    old_ifs=$IFS
    IFS='
'
    # shellcheck disable=SC2046
    set -- $(own_options) "$@"
    IFS=$old_ifs
    "$program" "$@"
}

choose_lists() {
    own_folders
    if have_lists "$state/lists"; then packages_lists=$state/lists; fi
    if ! have_lists "$packages_lists"; then refresh_lists; fi
}

# Some sources may be out of reach (a mirror knows only a few): what counts is whether the packages are found after it.
refresh_lists() {
    packages_lists=$state/lists
    say "fetching the package lists into $packages_lists"
    apt_here apt-get -q update >"$state/log/update.log" 2>&1 || say "some lists could not be fetched ($state/log/update.log)"
}

install_packages() {
    export DEBIAN_FRONTEND=noninteractive
    have_lists /var/lib/apt/lists || apt-get -q update >/dev/null 2>&1 || true
    say "installing $*"
    apt-get -q -y --no-install-recommends install "$@" >/dev/null 2>&1 && return 0
    apt-get -q update >/dev/null 2>&1 || true
    apt-get -q -y --no-install-recommends install "$@" >/dev/null
}

download() {
    (cd "$1" && shift && apt_here apt-get -q download "$@" >"$state/log/download.log" 2>&1)
}

unpack_packages() {
    folder=$1
    shift
    choose_lists
    archives=$(mktemp -d "$state/archives.XXXXXX")
    say "downloading $*"
    if ! download "$archives" "$@"; then
        refresh_lists
        download "$archives" "$@" || { cat "$state/log/download.log" >&2; rm -rf "$archives"; return 1; }
    fi
    mkdir -p "$folder"
    for archive in "$archives"/*.deb; do dpkg -x "$archive" "$folder"; done
    rm -rf "$archives"
}

is_installed() { dpkg-query -W -f '${Status}' "$1" 2>/dev/null | grep -q ' installed$'; }

print_closure() {
    pattern=$1
    shift
    choose_lists
    apt_here apt-cache depends --recurse --no-suggests --no-recommends --no-conflicts --no-breaks --no-replaces --no-enhances \
        "$@" | grep -E "^[a-z0-9]" | grep -E "$pattern" | sort -u | while read -r package; do
        case $package in
            lib*) is_installed "$package" || printf '%s\n' "$package" ;;
            *) printf '%s\n' "$package" ;;
        esac
    done
}

command=$1
shift
case $command in
    install) install_packages "$@" ;;
    unpack) unpack_packages "$@" ;;
    closure) print_closure "$@" ;;
    *) say "unknown command $command"; exit 2 ;;
esac
