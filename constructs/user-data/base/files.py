#!/usr/bin/python3
# nospof-files packages NEW | nospof-files write NEW OLD: what cloud-init does with these keys, on a running node.
import os, sys, yaml

new, old = [yaml.safe_load(open(path)) if path else {} for path in (sys.argv[2:] + [None])[:2]]
if sys.argv[1] == "packages":
    print("\n".join(new["packages"]))
    sys.exit()
files = {f["path"]: f for f in new["write_files"] if f.get("defer")}
for path, f in files.items():
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path + ".new", "w") as out:
        out.write(f["content"])
    os.chmod(path + ".new", int(f.get("permissions", "0644"), 8))
    os.replace(path + ".new", path)
for f in old["write_files"]:
    if f["path"] not in files and os.path.exists(f["path"]):
        os.remove(f["path"])
