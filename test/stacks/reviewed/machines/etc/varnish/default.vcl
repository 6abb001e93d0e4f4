vcl 4.1;
import cookie;
import directors;
import std;

probe health {
  .url = "/health";
  .interval = 500ms;
  .timeout = 1s;
  .window = 4;
  .threshold = 3;
  .initial = 3;
}
backend web-1 { .host = "10.20.18.32"; .port = "80"; .connect_timeout = 1s; .first_byte_timeout = 70s; .between_bytes_timeout = 70s; .probe = health; }
backend web-2 { .host = "10.20.50.32"; .port = "80"; .connect_timeout = 1s; .first_byte_timeout = 70s; .between_bytes_timeout = 70s; .probe = health; }
acl web_nodes {
  "10.20.18.32";
  "10.20.50.32";
}
sub vcl_init {
  new web = directors.round_robin();
  web.add_backend(web-1);
  web.add_backend(web-2);
}

sub vcl_recv {
  if (req.url == "/health" && req.esi_level == 0) {
    return (synth(200, "ok"));
  }
  if (req.method == "PURGE") {
    if (client.ip !~ web_nodes) {
      return (synth(405, "Only web nodes may purge"));
    }
    return (purge);
  }
  set req.backend_hint = web.backend();
  if (req.restarts > 0 && req.http.X-Whole == "large") {
    return (pipe);
  }
  unset req.http.X-Whole;
  if (req.esi_level == 0 && (req.method == "GET" || req.method == "HEAD")) {
    set req.http.X-Whole = "small";
  }
  set req.http.Surrogate-Capability = "varnish=ESI/1.0";
  if (std.healthy(web.backend())) {
    set req.grace = 10s;
  }
  if (req.url ~ "^(/accounts|/admin|/cart|/checkout|/login|/logout|/session)(/|\?|$)") {
    return (pass);
  }
  if (req.url ~ "^[^?]+\.(avif|css|gif|ico|jpe?g|js|map|mjs|mp4|png|svg|ttf|webm|webp|woff2?)($|\?)") {
    unset req.http.Cookie;
  }
  cookie.parse(req.http.Cookie);
  cookie.filter_re("^(_ga.*|_gid|_gat.*|_gcl_.*|__utm.*|_pk_.*|_fbp|_fbc|_hj.*|__hs.*|hubspotutk|_uet.*)$");
  set req.http.Cookie = regsub(cookie.get_string(), ";$", "");
  set req.http.X-Visitor = "anyone";
  if (req.http.Cookie ~ "(^|; ?)(JSESSIONID|PHPSESSID|connect\.sid|laravel_session|session|sessionid|wordpress_logged_in_[^=; ]*)=") {
    set req.http.X-Visitor = "session";
  } else {
    unset req.http.Cookie;
  }
}

sub vcl_pipe {
  set bereq.http.Connection = "close";
}

# With a session, too, a page that its response calls public comes from the cache; vcl_backend_response sorts them.
sub vcl_req_cookie {
  return;
}

sub vcl_backend_fetch {
  # A connection is opened for each request: an idle one may lead to a node that died.
  set bereq.http.Connection = "close";
}

sub vcl_backend_response {
  if (bereq.is_bgfetch && beresp.status >= 500) {
    return (abandon);
  }
  if (bereq.http.X-Whole && !bereq.is_bgfetch && (std.integer(beresp.http.Content-Length, 0) > 107374182 || (std.integer(beresp.http.Content-Length, 0) > 10737418 &&
    (bereq.uncacheable || beresp.http.Vary ~ "(^|,)\s*\*" || beresp.http.Cache-Control ~ "(?i)private|no-cache|no-store" ||
    (bereq.http.X-Visitor == "session" && beresp.http.Cache-Control !~ "(?i)public|s-maxage"))))) {
    return (error(599, "Large"));
  }
  set beresp.grace = 3600s;
  if (beresp.http.Surrogate-Control ~ "ESI/1.0") {
    unset beresp.http.Surrogate-Control;
    unset beresp.http.ETag;
    unset beresp.http.Last-Modified;
    set beresp.do_esi = true;
    set beresp.http.X-ESI = "1";
  }
  if (bereq.url ~ "^[^?]+\.(avif|css|gif|ico|jpe?g|js|map|mjs|mp4|png|svg|ttf|webm|webp|woff2?)($|\?)") {
    unset beresp.http.Set-Cookie;
  }
  if (beresp.http.Vary ~ "(^|,)\s*\*") {
    set beresp.uncacheable = true;
    set beresp.ttl = 120s;
    return (deliver);
  }
  if (beresp.http.Vary) {
    set beresp.http.Vary = beresp.http.Vary + ", X-Forwarded-Proto";
  } else {
    set beresp.http.Vary = "X-Forwarded-Proto";
  }
  if (beresp.http.Cache-Control !~ "(?i)public|s-maxage") {
    set beresp.http.Vary = beresp.http.Vary + ", X-Visitor";
    if (bereq.http.X-Visitor == "session") {
      set beresp.uncacheable = true;
      set beresp.ttl = 120s;
      return (deliver);
    }
  }
}

sub vcl_backend_error {
  if (beresp.status == 599) {
    set beresp.uncacheable = true;
    return (deliver);
  }
  # Later than this a web node had begun to work, and all would do the same work again.
  if (bereq.retries < 3 && (bereq.method == "GET" || bereq.method == "HEAD") && now - bereq.time < 5s) {
    return (retry);
  }
  set beresp.http.Content-Type = "text/plain; charset=utf-8";
  set beresp.http.Retry-After = "5";
  set beresp.body = "The site cannot answer for the moment. Please try again.";
  return (deliver);
}

sub vcl_deliver {
  if (resp.status == 599 && req.http.X-Whole && req.restarts == 0) {
    set req.http.X-Whole = "large";
    return (restart);
  }
  if (obj.hits > 0) {
    set resp.http.X-Cache = "hit";
  } else {
    set resp.http.X-Cache = "miss";
  }
  # Assembled for one visitor: nobody else may keep it.
  if (resp.http.X-ESI) {
    unset resp.http.X-ESI;
    set resp.http.Cache-Control = "private, no-cache";
  }
  set resp.http.Vary = regsub(resp.http.Vary, "(, *)?X-Forwarded-Proto(, X-Visitor)?$", "");
  if (resp.http.Vary == "") {
    unset resp.http.Vary;
  }
  unset resp.http.Via;
  unset resp.http.X-Varnish;
}

sub vcl_synth {
  set resp.http.Content-Type = "text/plain; charset=utf-8";
  set resp.body = resp.reason + {"
"};
  return (deliver);
}
