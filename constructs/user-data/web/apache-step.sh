apache2ctl configtest
serve apache2 reload __CONFIG__
for file in __INPUTS__; do
  if [ "$file" -nt __LOADER__ ]; then touch __LOADER__; fi
done
