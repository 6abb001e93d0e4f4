__FIND_RELEASE__
new=/srv/app/releases/$release
if [ ! -e "$new/.complete" ]; then
  mkdir -p /srv/app/releases
  wait_for 900 fetch
  rm -rf "$new"
  mkdir "$new"
  tar -xf /srv/app/archive -C "$new" --no-same-owner
  chmod -R u+rwX,go+rX,go-w "$new"
  if [ ! -f "$new/__ENTRY__" ]; then echo "the application's archive has no __ENTRY__ at its top" >&2; exit 1; fi
__PREPARE__
  touch "$new/.complete"
  rm /srv/app/archive
fi
touch "$new"
ln -sfn "releases/$release" /srv/app/next
mv -T /srv/app/next /srv/app/current
echo "$release" > __RELEASE_FILE__
find /srv/app/releases -mindepth 1 -maxdepth 1 -printf '%T@ %p\n' \
  | sort -rn | tail -n +4 | cut -d ' ' -f 2 | xargs -r rm -rf
