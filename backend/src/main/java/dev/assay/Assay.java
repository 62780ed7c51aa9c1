package dev.assay;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.scheduling.annotation.EnableScheduling;

/** The server: the features over REST, and the web UI when that module is on the class path. */
@SpringBootApplication
@ConfigurationPropertiesScan
@EnableScheduling
public class Assay {
  public static void main(String[] args) {
    ParentProcess.exitWith(System.getProperty("assay.exit-with-parent"));
    SpringApplication server = new SpringApplication(Assay.class);
    server.addListeners(new PortCheck(), new ExitWithoutDatabase());
    server.run(args);
  }
}
