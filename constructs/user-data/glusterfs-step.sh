for gsyncd in /usr/lib/*/glusterfs/gsyncd; do
  [ ! -e "$gsyncd" ] || dpkg-divert --quiet --local --rename --add "$gsyncd"
done
mkdir -p __DATA__/brick __DATA__/glusterd
if [ ! -L __STATE__ ]; then
  systemctl stop glusterd
  rm -f __STATE__/glusterd.info
  cp -an __STATE__/. __DATA__/glusterd/
  rm -rf __STATE__
  ln -s __DATA__/glusterd __STATE__
fi
[ -e __STATE__/glusterd.info ] || __CONVERGE__ || true
serve glusterd.service restart
serve nospof-gluster.service restart
