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
backend web-1 { .host = "10.20.18.32"; .port = "80"; .connect_timeout = 1s; .first_byte_timeout = 20s; .probe = health; }
backend web-2 { .host = "10.20.50.32"; .port = "80"; .connect_timeout = 1s; .first_byte_timeout = 20s; .probe = health; }
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
  set req.http.Surrogate-Capability = "varnish=ESI/1.0";
  if (std.healthy(web.backend())) {
    set req.grace = 10s;
  }
  if (req.url ~ "^[^?]+\.(avif|css|gif|ico|jpe?g|js|map|mjs|mp4|png|svg|ttf|webm|webp|woff2?)($|\?)") {
    unset req.http.Cookie;
  }
  cookie.parse(req.http.Cookie);
  cookie.filter_re("^(_ga.*|_gid|_gat.*|_gcl_.*|__utm.*|_pk_.*|_fbp|_fbc|_hj.*|__hs.*|hubspotutk|_uet.*)$");
  set req.http.Cookie = regsub(cookie.get_string(), ";$", "");
  set req.http.X-Visitor = "anyone";
  if (req.http.Cookie ~ "(^|; ?)(PHPSESSID|session|sessionid)=") {
    set req.http.X-Visitor = "session";
  } else {
    unset req.http.Cookie;
  }
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
  if (bereq.retries < 3 && (bereq.method == "GET" || bereq.method == "HEAD")) {
    return (retry);
  }
  set beresp.http.Content-Type = "text/plain; charset=utf-8";
  set beresp.http.Retry-After = "5";
  set beresp.body = "The site cannot answer for the moment. Please try again.";
  return (deliver);
}

sub vcl_deliver {
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
