#!/usr/bin/python3
"""nospof-run [FOLDER] COMMAND: run COMMAND as the web server's user in a release, with the application's settings.
nospof-run --fastcgi: print the settings as nginx passes them to PHP."""
import json
import os
import pwd
import sys


def settings():
    if not os.path.exists("__SETTINGS__"):
        return {}
    with open("__SETTINGS__") as file:
        known = json.load(file)
    values = dict(known["env"])
    for name in known["secrets"]:
        with open(os.path.join("__SECRETS__", name)) as file:
            values[name] = file.read()
    return values


def quoted(value):
    for old, new in (("\\", "\\\\"), ('"', '\\"'), ("$", "${dollar}")):
        value = value.replace(old, new)
    return value


if __name__ == "__main__":
    if sys.argv[1:] == ["--fastcgi"]:
        for name, value in settings().items():
            print(f'fastcgi_param {name} "{quoted(value)}";')
        sys.exit()
    *folder, command = sys.argv[1:]
    values = settings()
    release = os.path.realpath(folder[0] if folder else "/srv/app/current")
    if os.geteuid() == 0:
        user = pwd.getpwnam("www-data")
        os.initgroups("www-data", user.pw_gid)
        os.setgid(user.pw_gid)
        os.setuid(user.pw_uid)
    os.chdir(release)
    path = f"{release}/.venv/bin:/usr/local/bin:/usr/bin:/bin"
    os.execve("/bin/sh", ["sh", "-c", command], {"HOME": "/var/www", "LANG": "C.UTF-8", **values, "PATH": path})
