<?php
// The pages. The home page is the same for everybody and cached; what is the visitor's own stands in a block that a
// page cache includes by ESI.

declare(strict_types=1);

namespace Sample;

function home(): void
{
    $esi = str_contains($_SERVER['HTTP_SURROGATE_CAPABILITY'] ?? '', 'ESI/1.0');
    $block = $esi ? '<esi:include src="/esi/visitor"/>' : visitorBlock();
    $sections = ["<section>$block</section>", ...services(field($_GET, 'picture'))];
    $body = page(CONFIG['site'], $sections, 'Made at ' . gmdate('H:i:s') . ' UTC by ' . CONFIG['node']);
    $public = ['Cache-Control' => 'public, max-age=60, s-maxage=3600', 'Surrogate-Control' => 'content="ESI/1.0"'];
    sendHtml($body, $esi ? $public : []);
}

/** GET /esi/visitor: private, never cached. */
function visitor(): void
{
    sendHtml(visitorBlock());
}

function visitorBlock(): string
{
    $visits = visits();
    $told = $visits === null ? 'Your session cannot be read just now.' : "Visits in your session: <b>$visits</b>";
    $node = htmlspecialchars(CONFIG['node']);
    return "<h2>You</h2><p>$told</p><p>This block came from <b>$node</b>.</p>"
        . '<form method="post" action="/session"><button>Count a visit</button></form>';
}

function rowsPage(array $rows, string $token): string
{
    $items = '';
    foreach ($rows as ['id' => $id, 'text' => $text, 'node' => $node]) {
        [$text, $node] = [htmlspecialchars($text), htmlspecialchars($node)];
        $items .= "<li><span>$text</span><small>#$id by $node</small></li>";
    }
    $form = "<form method=\"post\"><input type=\"hidden\" name=\"token\" value=\"$token\">"
        . '<input name="text" maxlength="500" required placeholder="Write something"><button>Save</button></form>';
    $listing = $items !== '' ? "<ol>$items</ol>" : '<p>Nothing yet.</p>';
    return page('Guest book', ["<section>$form$listing</section>"], '<a href="/">Home</a>');
}

function services(string $picture): iterable
{
    if (isset(CONFIG['database'])) {
        yield '<section><h2>Database</h2><p><a href="/rows">Guest book</a></p></section>';
    }
    if (isset(CONFIG['uploads'])) {
        yield '<section><h2>Shared files</h2>' . fileForm('/uploads') . '</section>';
    }
    if (isset(CONFIG['media'])) {
        $known = preg_match('/^[0-9a-f]{32}\.(png|jpg|gif)$/D', $picture);
        $shown = $known ? '<img src="' . htmlspecialchars(mediaUrl($picture)) . '" alt="">' : '';
        yield "<section><h2>Media</h2>$shown" . fileForm('/media', 'image/*') . '</section>';
    }
}

function fileForm(string $action, string $accept = '*'): string
{
    return "<form method=\"post\" action=\"$action\" enctype=\"multipart/form-data\">"
        . "<input type=\"file\" name=\"file\" accept=\"$accept\" required><button>Upload</button></form>";
}
