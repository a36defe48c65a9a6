// The site's page opened as a file, where browsers load no module: the page in one file lies beside it, with the same links.
if (location.protocol === "file:") location.replace(`./attention-lab.html${location.hash}`);
