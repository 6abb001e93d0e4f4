<?php
// Answered by a pool of its own: see www.conf.
http_response_code(is_readable('__ROOT__/index.php') ? 200 : 503);
header('Content-Type: text/plain');
header('Cache-Control: no-store');
echo http_response_code() === 200 ? "ok\n" : "no application\n";
