#!/bin/bash
# Whether haproxy of this node has anybody to pass visitors to.
exec 3<>/dev/tcp/127.0.0.1/__PORT__ || exit
printf 'GET __PATH__ HTTP/1.0\r\n\r\n' >&3
read -r -t 1 _ status _ <&3 && [ "$status" = 200 ]
