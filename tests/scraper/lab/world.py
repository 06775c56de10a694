"""What the broken servers share: authorities, certificates, and a place that has missing ones to offer."""

import ssl

from .certificates import Certified, Shown
from .refusals import alert
from .servers import Flat, OpenSsl, Plain, Server

HERE = ("127.0.0.1", "localhost")
PAGES = {"/page": b"<p>Harbour wall</p>"}
TLS10, TLS11, TLS12 = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1, ssl.TLSVersion.TLSv1_2


class World:
    """One trusted root, in `ca_file`, and all that is issued below it or pretends to be."""

    def __init__(self, folder, pages=None):
        self.folder = folder
        self.pages = PAGES if pages is None else pages
        self.root = Certified("Lab root", key=1)
        self.between = Certified("Lab intermediate", self.root, key=2)
        self.ca_file = folder / "lab-root.pem"
        self.ca_file.write_bytes(self.root.pem)
        self.place = Server(Plain(), {})
        self.servers = [self.place]

    def at(self, path, body):
        """Put a certificate where it can be fetched; its address."""
        self.place.pages[path] = body
        return f"http://127.0.0.1:{self.place.port}{path}"

    def leaf(self, name="site", issuer=None, **how):
        """A site's certificate, issued by the trusted root itself unless another is named."""
        known = {"key": 3, "names": HERE, "authority": False, **how}
        return Certified(name, issuer or self.root, **known)

    def shown(self, *above, **how):
        return Shown(self.leaf(**how), *above)

    def unsent(self, **how):
        """A leaf whose intermediate can only be fetched."""
        return Shown(self.leaf(issuer=self.between, aia=[self.at("/between.cer", self.between.der)], **how))

    def openssl(self, shown=None, *, refusal=False, **how):
        shown = shown or self.shown()
        return OpenSsl(shown, shown.context(self.folder, **how), refusal=refusal)

    def flat(self, number, **how):
        return Flat(alert(number), **how)

    def start(self, manner, **how):
        self.servers.append(Server(manner, self.pages, **how))
        return self.servers[-1]

    def stop(self):
        for server in self.servers:
            server.stop()
