__FIND_RELEASE__
name=${release}__VARIANT__
new=/srv/app/releases/$name
if [ ! -e "$new/.complete" ]; then
  mkdir -p /srv/app/releases
  wait_for 900 fetch
  rm -rf "$new"
  mkdir "$new"
  tar -xf /srv/app/archive -C "$new" --no-same-owner
  chmod -R u+rwX,go+rX,go-w "$new"
__PREPARE__
  touch "$new/.complete"
  rm /srv/app/archive
fi
touch "$new"
__RELEASE_COMMAND__
ln -sfn "releases/$name" /srv/app/next
mv -T /srv/app/next /srv/app/current
echo "$name" > __RELEASE_FILE__
find /srv/app/releases -mindepth 1 -maxdepth 1 -printf '%T@ %p\n' \
  | sort -rn | tail -n +4 | cut -d ' ' -f 2 | xargs -r rm -rf
