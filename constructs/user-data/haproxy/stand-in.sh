if [ ! -s __PEM__ ]; then
  (umask 077; mkdir -p __FOLDER__; cd __FOLDER__ || exit
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 -subj /CN=stand-in \
    -addext subjectAltName=DNS:__NAME__ -keyout new.pem -out new.pem
  mv new.pem __PEM__)
fi
